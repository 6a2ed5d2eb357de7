/* A picture of the activity's own, with a place to press; its address comes from the core. */
H5P.TestHotspots = H5P.TestQuestion.extend(function (place) {
  var picture = this.add(place, "img", "", { alt: "Picture", src: H5P.getPath(this.params.image.path, this.contentId) });
  picture.addEventListener("load", function () {
    this.button(place, "Spot", function () { this.triggerXAPIScored(1, 1, "answered", true, true); });
  }.bind(this));
});
