H5P.TestTrueFalse = H5P.TestQuestion.extend(function (place) {
  [["True", true], ["False", false]].forEach(function (each) {
    this.button(place, each[0], function () {
      this.tell("answered", each[1] === this.params.correct ? 1 : 0, 1, String(each[1]));
    });
  }, this);
});
