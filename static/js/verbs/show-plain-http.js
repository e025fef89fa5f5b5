// Where a client library cannot write a call: the same language over plain HTTP.
export default function showPlainHttp() {
  const variant = document.getElementById("code-variant");
  variant.value = "http";
  variant.dispatchEvent(new Event("change", { bubbles: true }));
  variant.focus();
}
