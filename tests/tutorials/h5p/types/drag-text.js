/* Words are taken and put by keyboard or pointer: a word is pressed, then its gap. */
H5P.TestDragText = H5P.TestQuestion.extend(function (place) {
  var words = this.params.words, put = {}, held = null, self = this;
  words.forEach(function (word) { self.button(place, word, function () { held = word; }); });
  words.forEach(function (word, at) {
    var gap = self.add(place, "button", "Gap " + (at + 1), { type: "button" });
    gap.addEventListener("click", function () {
      if (held === null) return;
      put[at] = gap.textContent = held;
      held = null;
      if (Object.keys(put).length < words.length) return;
      var right = words.filter(function (wanted, gap) { return put[gap] === wanted; }).length;
      self.tell("answered", right, words.length, Object.values(put).join("[,]"));
    });
  });
});
