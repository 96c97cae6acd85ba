// “Copy” beside something to be copied: <button data-copy="id of it" data-copied="Copied" hidden>.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue; // without https there is none: the text can be marked by hand
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    const word = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = word), 2000);
  });
}
