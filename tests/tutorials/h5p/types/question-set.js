/* Real parts, each a runnable of its own that tells of itself; the whole is told at the end. */
H5P.TestQuestionSet = H5P.TestQuestion.extend(function (place) {
  var score = 0, max = 0, left = this.params.questions.length, self = this;
  this.params.questions.forEach(function (question) {
    var stage = self.add(place, "div");
    var part = H5P.newRunnable(question, self.contentId, H5P.jQuery(stage), true, { parent: self });
    part.on("xAPI", function (event) {
      if (event.getVerb() !== "answered" || part.done) return;
      part.done = true;
      score += event.getScore();
      max += event.getMaxScore();
      left -= 1;
      if (left === 0) self.triggerXAPICompleted(score, max, score === max);
    });
  });
});
