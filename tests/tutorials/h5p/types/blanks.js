/* “The capital is *Bucharest*”: words between asterisks are left out. */
H5P.TestBlanks = H5P.TestQuestion.extend(function (place) {
  var wanted = [], fields = [], self = this;
  this.params.text.split("*").forEach(function (part, at) {
    if (at % 2 === 0) return self.add(place, "span", part);
    wanted.push(part);
    fields.push(self.add(place, "input", "", { "aria-label": "Blank " + wanted.length }));
  });
  this.button(place, "Check", function () {
    var right = fields.filter(function (field, at) { return field.value.trim() === wanted[at]; }).length;
    this.tell("answered", right, wanted.length, fields.map(function (field) { return field.value; }).join("[,]"));
  });
});
