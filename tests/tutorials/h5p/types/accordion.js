/* Something to read: it says that it was opened, and never that it is done. */
H5P.TestAccordion = H5P.TestQuestion.extend(function (place) {
  this.params.panels.forEach(function (panel) {
    this.button(place, panel.title, function () { this.triggerXAPI("progressed"); });
    this.add(place, "p", panel.text);
  }, this);
});
