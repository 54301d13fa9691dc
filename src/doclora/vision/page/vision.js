"use strict";

const WORDS = {
  en: {
    skip: "Go to the question", title: "ask about an image", imageTitle: "Image", askTitle: "Question",
    tokenTitle: "This service needs its token", tokenLabel: "Token", tokenUse: "Use this token",
    tokenHint: "It was shown when the service first started, and stands in its .env as AUTH_TOKEN. This page keeps it until the tab is closed.",
    tokenWrong: "The service does not accept this token.",
    tokenUnfit: "A token has no spaces and no accented characters.",
    drop: "Drop an image here, paste it, or choose a file.", choose: "Choose an image", another: "Choose another image",
    kinds: "JPG, PNG, BMP, TIFF or GIF.", preview: "The chosen image", noPreview: "The browser cannot show this kind of image; the service reads it.",
    textLabel: "What do you want to know?", textHint: "Ctrl + Enter sends it.", send: "Ask", stop: "Stop", forget: "Forget the token",
    history: "Asked about this image", footer: "Images are answered on the machine that runs this service and are not kept.",
    copy: "Copy", copied: "Copied", took: (s) => `${s} s`,
    uploading: (p) => `Sending the image: ${p} %`, thinking: (s) => `Waiting for the answer: ${s} s`,
    needImage: "Choose an image first.", notImage: "That is not an image of these kinds.", needText: "Write a question first.",
    ready: "Ready", loading: "Loading", failed: "Not working", gone: "Not reachable", locked: "Token needed",
    ocr: "There is no vision-language model here: the service only reads the text printed in the image (OCR). `doclora setup vision` fetches the model on a machine with a GPU.",
    stopped: "Stopped.",
    errors: {
      0: "The service cannot be reached. Is it still running?",
      400: "The service does not understand this request.",
      408: "The image did not arrive in time. Try again, or send a smaller one.",
      413: "The image is too big. Send a smaller one.",
      415: "This file is not a JPG, PNG, BMP, TIFF or GIF, whatever its name says.",
      422: "The image is damaged. Save it anew and try again.",
      429: "Too many questions are waiting. Try again in a moment.",
      500: "The model failed on this image.",
      503: "The service is not ready. Try again in a moment.",
      504: "The answer took too long. Ask for something shorter.",
    },
    other: (status) => `The service refused (HTTP ${status}).`,
    retryIn: (s) => ` It asks to wait ${s} s.`,
  },
  es: {
    skip: "Ir a la pregunta", title: "preguntar sobre una imagen", imageTitle: "Imagen", askTitle: "Pregunta",
    tokenTitle: "Este servicio necesita su token", tokenLabel: "Token", tokenUse: "Usar este token",
    tokenHint: "Se mostró cuando el servicio arrancó por primera vez y está en su .env como AUTH_TOKEN. Esta página lo guarda hasta que se cierra la pestaña.",
    tokenWrong: "El servicio no acepta este token.",
    tokenUnfit: "Un token no lleva espacios ni caracteres acentuados.",
    drop: "Suelte aquí una imagen, péguela o elija un archivo.", choose: "Elegir una imagen", another: "Elegir otra imagen",
    kinds: "JPG, PNG, BMP, TIFF o GIF.", preview: "La imagen elegida", noPreview: "El navegador no puede mostrar este tipo de imagen; el servicio sí la lee.",
    textLabel: "¿Qué quiere saber?", textHint: "Ctrl + Intro la envía.", send: "Preguntar", stop: "Detener", forget: "Olvidar el token",
    history: "Preguntas sobre esta imagen", footer: "Las imágenes se responden en la máquina que ejecuta este servicio y no se guardan.",
    copy: "Copiar", copied: "Copiado", took: (s) => `${s} s`,
    uploading: (p) => `Enviando la imagen: ${p} %`, thinking: (s) => `Esperando la respuesta: ${s} s`,
    needImage: "Elija primero una imagen.", notImage: "Eso no es una imagen de estos tipos.", needText: "Escriba primero una pregunta.",
    ready: "Listo", loading: "Cargando", failed: "No funciona", gone: "Sin conexión", locked: "Falta el token",
    ocr: "Aquí no hay un modelo de visión y lenguaje: el servicio solo lee el texto impreso en la imagen (OCR). `doclora setup vision` descarga el modelo en una máquina con GPU.",
    stopped: "Detenido.",
    errors: {
      0: "No se puede contactar con el servicio. ¿Sigue en marcha?",
      400: "El servicio no entiende esta petición.",
      408: "La imagen no llegó a tiempo. Inténtelo de nuevo o envíe una más pequeña.",
      413: "La imagen es demasiado grande. Envíe una más pequeña.",
      415: "Este archivo no es JPG, PNG, BMP, TIFF ni GIF, diga lo que diga su nombre.",
      422: "La imagen está dañada. Guárdela de nuevo e inténtelo otra vez.",
      429: "Hay demasiadas preguntas en espera. Inténtelo dentro de un momento.",
      500: "El modelo falló con esta imagen.",
      503: "El servicio no está listo. Inténtelo dentro de un momento.",
      504: "La respuesta tardó demasiado. Pida algo más corto.",
    },
    other: (status) => `El servicio rechazó la petición (HTTP ${status}).`,
    retryIn: (s) => ` Pide esperar ${s} s.`,
  },
};

const language = (navigator.languages || [navigator.language]).map((l) => l.slice(0, 2).toLowerCase()).find((l) => l in WORDS) || "en";
const say = WORDS[language];
const byId = (id) => document.getElementById(id);
const TOKEN = "doclora-token";
const KINDS = /^image\/(jpeg|png|bmp|x-ms-bmp|tiff|gif)$/;

let token = sessionStorage.getItem(TOKEN) || "";
let image = null;
let pending = null;
let previewAddress = "";

function speak() {
  document.documentElement.lang = language;
  document.title = `doclora · ${say.title}`;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say[element.dataset.say];
}

function show(element, text) {
  element.textContent = text;
  element.hidden = !text;
}

function setState(kind, text) {
  byId("state").className = `badge ${kind}`;
  byId("state").textContent = text;
}

function unlock(open) {
  byId("entry").hidden = open;
  byId("work").hidden = !open;
  if (!open) setState("warn", say.locked);
}

function forget(problem) {
  token = "";
  sessionStorage.removeItem(TOKEN);
  unlock(false);
  show(byId("token-problem"), problem || "");
  byId("token").value = "";
  byId("token").focus();
}

async function askStatus() {
  let reply;
  try {
    reply = await fetch("/status", { headers: { Authorization: `Bearer ${token}` }, cache: "no-store" });
  } catch {
    setState("bad", say.gone);
    return 0;
  }
  if (reply.status === 401) return 401;
  if (!reply.ok) {
    setState("bad", say.failed);
    return reply.status;
  }
  const status = await reply.json();
  setState(status.ready ? "good" : "warn", status.ready ? `${say.ready} · ${status.model}` : say.loading);
  show(byId("engine"), status.engine === "ocr" ? say.ocr : "");
  if (!status.ready) setTimeout(askStatus, 3000);
  return 200;
}

async function enter() {
  const status = await askStatus();
  if (status === 401) return forget(say.tokenWrong);
  if (status === 0 && byId("work").hidden) return show(byId("token-problem"), say.errors[0]);
  sessionStorage.setItem(TOKEN, token);
  show(byId("token-problem"), "");
  unlock(true);
}

function take(file) {
  if (!file || pending) return;
  const wrong = file.type && !KINDS.test(file.type);
  show(byId("image-problem"), wrong ? say.notImage : "");
  if (wrong) return;
  image = file;
  if (previewAddress) URL.revokeObjectURL(previewAddress);
  previewAddress = URL.createObjectURL(file);
  const preview = byId("preview");
  preview.alt = say.preview;
  preview.hidden = false;
  preview.src = previewAddress;
  show(byId("file-name"), file.name || say.preview);
  byId("drop-text").hidden = true;
  byId("choose").textContent = say.another;
  byId("turns").replaceChildren();
  byId("history").hidden = true;
  show(byId("problem"), "");
}

function working(on) {
  byId("send").disabled = on;
  byId("choose").disabled = on;
  byId("stop").hidden = !on;
  byId("progress").hidden = !on;
}

function remember(question, answer, seconds) {
  const item = document.createElement("li");
  const asked = document.createElement("p");
  asked.className = "asked";
  asked.textContent = question;
  const given = document.createElement("p");
  given.className = "answer";
  given.textContent = answer;
  const row = document.createElement("div");
  row.className = "row";
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "quiet";
  copy.textContent = say.copy;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(answer);
    copy.textContent = say.copied;
  });
  const took = document.createElement("span");
  took.className = "muted";
  took.textContent = say.took(seconds);
  if (navigator.clipboard) row.append(copy);
  row.append(took);
  item.append(asked, given, row);
  byId("turns").prepend(item);
  byId("history").hidden = false;
}

function refusal(request) {
  if (request.status === 401) return forget(say.tokenWrong);
  const wait = request.getResponseHeader("Retry-After");
  const text = say.errors[request.status] || say.other(request.status);
  show(byId("problem"), text + (wait && /^\d+$/.test(wait) ? say.retryIn(wait) : ""));
  if (request.status === 0) setState("bad", say.gone);
}

function send() {
  const text = byId("text").value;
  show(byId("problem"), "");
  if (pending) return;
  if (!image) return show(byId("problem"), say.needImage);
  if (!text.trim()) return show(byId("problem"), say.needText);
  const form = new FormData();
  form.append("image", image);
  form.append("text", text);
  const request = new XMLHttpRequest(); // fetch() does not tell how much of the image has been sent
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  let sent = false;
  const clock = setInterval(() => { if (sent) byId("progress-text").textContent = say.thinking(seconds()); }, 1000);
  request.upload.onprogress = (event) => { byId("progress-text").textContent = say.uploading(Math.round(100 * event.loaded / event.total)); };
  request.upload.onload = () => { sent = true; byId("progress-text").textContent = say.thinking(seconds()); };
  request.onloadend = () => {
    clearInterval(clock);
    pending = null;
    working(false);
  };
  request.onload = () => {
    if (request.status !== 200) return refusal(request);
    let reply = null;
    try { reply = JSON.parse(request.responseText); } catch { /* told below */ }
    if (!reply || typeof reply.response !== "string") return show(byId("problem"), say.other(request.status));
    remember(text, reply.response, ((performance.now() - started) / 1000).toFixed(1));
    byId("text").value = "";
    byId("text").focus();
    askStatus();
  };
  request.onerror = () => refusal(request);
  request.onabort = () => show(byId("problem"), say.stopped);
  request.open("POST", "/analyze");
  request.setRequestHeader("Authorization", `Bearer ${token}`);
  pending = request;
  working(true);
  request.send(form);
}

function listen() {
  const drop = byId("drop");
  byId("token-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const given = byId("token").value.trim();
    if (!/^[!-~]+$/.test(given)) return show(byId("token-problem"), say.tokenUnfit);
    token = given;
    enter();
  });
  byId("ask").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  byId("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(); }
  });
  byId("stop").addEventListener("click", () => pending && pending.abort());
  byId("forget").addEventListener("click", () => forget());
  byId("choose").addEventListener("click", () => byId("file").click());
  byId("file").addEventListener("change", (event) => { take(event.target.files[0]); event.target.value = ""; });
  byId("preview").addEventListener("error", () => { byId("preview").hidden = true; show(byId("file-name"), `${image.name} · ${say.noPreview}`); });
  document.addEventListener("paste", (event) => take([...event.clipboardData.files][0]));
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (!byId("work").hidden) take(event.dataTransfer.files[0]);
  });
}

speak();
listen();
if (token) enter();
else {
  unlock(false);
  byId("token").focus();
}
