// On a narrow screen the menu is a row: the page that is open is brought into sight.

document.querySelector(".settings-menu [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
