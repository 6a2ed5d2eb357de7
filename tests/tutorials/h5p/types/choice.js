/* Several right answers; its settings are read by code made from text, as EmbeddedJS does. */
H5P.TestChoice = H5P.TestQuestion.extend(function (place) {
  var answers = new Function("params", "return params.answers;")(this.params);
  var self = this;
  var boxes = answers.map(function (answer) {
    var label = self.add(place, "label", answer.text);
    return self.add(label, "input", "", { type: "checkbox" });
  });
  this.button(place, "Check", function () {
    var right = boxes.filter(function (box, at) { return box.checked === answers[at].correct; }).length;
    this.tell("answered", right, answers.length, boxes.map(function (box) { return Number(box.checked); }).join("[,]"));
  });
});
