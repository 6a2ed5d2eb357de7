H5P.TestMarkWords = H5P.TestQuestion.extend(function (place) {
  var words = this.params.words, self = this;
  var marks = words.map(function (word) {
    var mark = self.add(place, "button", word.text, { type: "button", "aria-pressed": "false" });
    mark.addEventListener("click", function () { mark.setAttribute("aria-pressed", String(mark.getAttribute("aria-pressed") !== "true")); });
    return mark;
  });
  this.button(place, "Check", function () {
    var right = marks.filter(function (mark, at) { return (mark.getAttribute("aria-pressed") === "true") === words[at].marked; }).length;
    this.tell("answered", right, words.length, "");
  });
});
