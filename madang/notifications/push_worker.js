// Shows what the desk pushes while no page of it is open, and leads to where it happened.

const ICON = "{icon}";
const BADGE = "{badge}";
const RENEWAL = "{renewal}";

// Safari takes pushes away from who stays silent, even while the desk is looked at.
const maySayNothing = /Chrome|Firefox/.test(self.navigator.userAgent);
const windows = () => self.clients.matchAll({ type: "window", includeUncontrolled: true });
const isDesk = (page) => new URL(page.url).pathname.startsWith("/desk/");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function show(data) {
  let said = { title: "Madang", body: "", href: "/desk/notices/", tag: "madang", desk: false, lang: "" };
  try {
    said = { ...said, ...data.json() };
  } catch {
    // What can't be read is told of all the same: something is there.
  }
  const looked = (await windows()).some((page) => page.visibilityState === "visible" && isDesk(page));
  if (said.desk && looked && maySayNothing) return;
  const { title, body, tag, lang, href } = said;
  await self.registration.showNotification(title, { body, tag, lang, icon: ICON, badge: BADGE, data: { href } });
}

async function open(href) {
  const goal = new URL(href, self.location.origin);
  if (goal.origin !== self.location.origin) return;
  const number = /^\/desk\/open\/(\d+)\//.exec(goal.pathname)?.[1];
  const pages = (await windows()).filter(isDesk);
  const shown = pages.find((page) => number && /\/(\d+)\/?$/.exec(new URL(page.url).pathname)?.[1] === number);
  if (shown) {
    await shown.focus();
    return;
  }
  for (const page of pages) {
    try {
      await (await page.focus()).navigate(goal.href);
      return;
    } catch {
      // A page from before this worker can't be led anywhere: another may be.
    }
  }
  await self.clients.openWindow(goal.href);
}

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** Tell the desk the address that the browser has from now on; one that the desk doesn't want is let go. */
async function renew(given) {
  const asked = await fetch(RENEWAL, { credentials: "same-origin" });
  const known = asked.ok && !asked.redirected;
  const manager = self.registration.pushManager;
  if (!known) {
    // Signed out, or pushes were ended here: nobody is to be reached under this address.
    await (given ?? (await manager.getSubscription()))?.unsubscribe();
    return;
  }
  const { key, token } = await asked.json();
  const found = given ?? (await manager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) }));
  const values = { endpoint: found.endpoint, key: text(found.getKey("p256dh")), secret: text(found.getKey("auth")) };
  const headers = { "X-CSRFToken": token };
  const answer = await fetch(RENEWAL, { method: "POST", headers, body: new URLSearchParams(values), credentials: "same-origin" });
  if (!answer.ok || answer.redirected) await found.unsubscribe();
}

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event.newSubscription)));
self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.href));
});
