/* Statements, one round after another; the first of each is the right one. Wrong tries cost points. */
H5P.TestSummary = H5P.TestQuestion.extend(function (place) {
  var rounds = this.params.rounds, at = 0, wrong = 0, self = this;
  var stage = this.add(place, "div");
  (function draw() {
    stage.textContent = "";
    rounds[at].forEach(function (statement, number) {
      self.button(stage, statement, function () {
        if (number > 0) wrong += 1;
        else if (++at < rounds.length) draw();
        else self.tell("answered", Math.max(rounds.length - wrong, 0), rounds.length, "");
      });
    });
  })();
});
