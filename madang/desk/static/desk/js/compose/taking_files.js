// Files that are chosen for what is being written, or dropped onto it.

/**
 * @param {HTMLFormElement} form
 * @param {(file: File) => void} add
 */
export function takeFiles(form, add) {
  form.querySelector("input[type=file]").addEventListener("change", (event) => {
    for (const file of event.target.files) add(file);
    event.target.value = "";
  });
  const box = form.querySelector(".compose-box");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    box.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      box.toggleAttribute("data-over", kind === "dragover");
      if (kind === "drop") for (const file of event.dataTransfer.files) add(file);
    });
  }
}
