// The code of a slip comes behind the `#` of its address, which no server and no proxy sees: into the form with it, and
// out of the history of a phone that may be shared.
const field = document.getElementById("follow-field");
const code = decodeURIComponent(location.hash.slice(1));
if (field && /^[A-Za-z]{8,10}$/.test(code)) {
  field.value = code;
  history.replaceState(null, "", location.pathname);
  field.form.submit();
}
