// What was begun on this phone is forgotten once it was sent, whichever way it went.
try {
  const [code, page] = location.pathname.split("/").slice(-2);
  localStorage.removeItem(`begun/${code}`);
  sessionStorage.removeItem("phone");
  // What waited on this phone and came as somebody else's waits until it is thanked for: then it is here no more.
  const add = document.getElementById("add");
  if (add) add.addEventListener("submit", () => sessionStorage.setItem("added", `waiting/${code}/${add.dataset.sent}`));
  if (page === "thanks") {
    localStorage.removeItem(sessionStorage.getItem("added"));
    sessionStorage.removeItem("added");
  }
} catch { /* this browser keeps nothing */ }
