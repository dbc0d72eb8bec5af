// What was begun on this phone is forgotten once it was sent, whichever way it went.
try {
  localStorage.removeItem(`begun/${location.pathname.split("/").at(-2)}`);
} catch { /* this browser keeps nothing */ }
