/* The base of the test types: an event dispatcher that draws itself and tells real xAPI. */
var H5P = H5P || {};

H5P.TestQuestion = (function (EventDispatcher) {
  function Question(params, contentId, extras) {
    EventDispatcher.call(this);
    this.params = params;
    this.contentId = contentId;
    this.extras = extras || {};
  }
  Question.prototype = Object.create(EventDispatcher.prototype);
  Question.prototype.constructor = Question;

  Question.extend = function (draw) {
    function Type(params, contentId, extras) {
      Question.call(this, params, contentId, extras);
    }
    Type.prototype = Object.create(Question.prototype);
    Type.prototype.constructor = Type;
    Type.prototype.draw = draw;
    return Type;
  };

  Question.prototype.attach = function ($container) {
    var place = $container.get(0);
    place.classList.add("test-question");
    if (this.params.question) this.add(place, "p", this.params.question);
    this.draw(place);
    this.trigger("resize");
  };

  Question.prototype.add = function (place, tag, text, attributes) {
    var made = document.createElement(tag);
    if (text) made.textContent = text;
    Object.keys(attributes || {}).forEach(function (name) { made.setAttribute(name, attributes[name]); });
    place.appendChild(made);
    return made;
  };

  Question.prototype.button = function (place, text, press) {
    this.add(place, "button", text, { type: "button" }).addEventListener("click", press.bind(this));
  };

  Question.prototype.tell = function (verb, score, max, response) {
    var event = this.createXAPIEventTemplate(verb);
    event.setScoredResult(score, max, this, true, score === max);
    event.data.statement.result.response = response;
    this.trigger(event);
  };
  return Question;
})(H5P.EventDispatcher);
