H5P.TestEssay = H5P.TestQuestion.extend(function (place) {
  var keywords = this.params.keywords;
  var field = this.add(place, "textarea", "", { "aria-label": "Essay" });
  this.button(place, "Check", function () {
    var found = keywords.filter(function (word) { return field.value.toLowerCase().includes(word); }).length;
    this.tell("answered", found, keywords.length, field.value);
  });
});
