// What was begun on this phone is forgotten once it was sent, whichever way it went.
try {
  localStorage.removeItem(`begun/${location.pathname.split("/").slice(-2)[0]}`);
  sessionStorage.removeItem("phone");
} catch { /* this browser keeps nothing */ }
