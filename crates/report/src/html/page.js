(function () {
  "use strict";
  var box = document.getElementById("search");
  var found = document.getElementById("found");
  var claims = Array.prototype.slice.call(document.querySelectorAll(".claim"));
  function search() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    claims.forEach(function (claim) {
      var text = claim.getAttribute("data-words");
      claim.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
      if (!claim.hidden) { shown += 1; }
    });
    found.textContent = words.length ? shown + " of " + claims.length : "";
  }
  // Paper does not scroll: a formula wider than an A4 page is printed smaller.
  // In the type size of the page, which is another on paper.
  var room = 48;
  var formulas = Array.prototype.slice.call(document.querySelectorAll(".claim math"));
  window.addEventListener("beforeprint", function () {
    var size = parseFloat(getComputedStyle(document.body).fontSize);
    var widths = formulas.map(function (formula) { return formula.getBoundingClientRect().width / size; });
    formulas.forEach(function (formula, i) {
      if (widths[i] > room) { formula.style.fontSize = 110 * room / widths[i] + "%"; }
    });
  });
  window.addEventListener("afterprint", function () {
    formulas.forEach(function (formula) { formula.style.fontSize = ""; });
  });
  box.addEventListener("input", search);
  // A link to a claim that the search hides shows all of them again.
  window.addEventListener("hashchange", function () {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.hidden) { box.value = ""; search(); target.scrollIntoView(); }
  });
})();
