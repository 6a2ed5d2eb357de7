/* A question at a time; tells `answered` of each part and `completed` of the whole. */
H5P.TestSingleSet = H5P.TestQuestion.extend(function (place) {
  var all = this.params.choices, at = 0, score = 0, self = this;
  var stage = this.add(place, "div");
  (function draw() {
    stage.textContent = "";
    self.add(stage, "p", all[at].question);
    all[at].answers.forEach(function (answer, number) {
      self.button(stage, answer, function () {
        if (number === 0) score += 1;
        if (++at < all.length) return draw();
        self.triggerXAPIScored(score, all.length, "completed", true, score === all.length);
      });
    });
  })();
});
