"use strict";

const WORDS = {
  en: {
    skip: "Go to the figures", title: "review of the descriptions", compose: "Write texto_final.md",
    onlyOpen: "Only those not reviewed yet",
    footer: "What you decide is kept beside the descriptions and wins, whatever is run again.",
    figure: (f) => `Figure ${f.number}`, page: (n) => `page ${n}`,
    label: "Description", context: "The text around it", imageOf: (f) => `The image of ${f.name}`,
    noImage: "This image cannot be shown.",
    approve: "Approve", save: "Save", drop: "Leave out of the text", back: "Back to the describer's",
    hint: "Ctrl + Enter keeps it and goes on to the next.", person: "a person", unknown: "another tool", none: "not described",
    skipped: (why) => `left out: ${why}`,
    states: { open: "not reviewed", approved: "approved", edited: "edited", dropped: "left out" },
    changed: "not saved yet", reviewed: (n, all) => `${n} of ${all} reviewed`,
    empty: "This folder has no figures.", allDone: "All are reviewed.",
    written: (r) => `${r.path}: ${r.described} described, ${r.left_out} left out${r.without ? `, ${r.without} still links` : ""}.`,
    unsaved: "Some changes are not saved yet: save them first.",
    gone: "The review is not running any more. Start `doclora review` again and open the address that it shows.",
    locked: "This address is not complete. Open the one that `doclora review` shows, with all that stands after the #.",
    failed: (status, why) => `It did not work (HTTP ${status}): ${why}`,
  },
  es: {
    skip: "Ir a las figuras", title: "revisión de las descripciones", compose: "Escribir texto_final.md",
    onlyOpen: "Solo las que faltan por revisar",
    footer: "Lo que usted decide se guarda junto a las descripciones y prevalece, se ejecute lo que se ejecute.",
    figure: (f) => `Figura ${f.number}`, page: (n) => `página ${n}`,
    label: "Descripción", context: "El texto que la rodea", imageOf: (f) => `La imagen de ${f.name}`,
    noImage: "Esta imagen no se puede mostrar.",
    approve: "Aprobar", save: "Guardar", drop: "Dejar fuera del texto", back: "Volver a la del descriptor",
    hint: "Ctrl + Intro la guarda y pasa a la siguiente.", person: "una persona", unknown: "otra herramienta", none: "sin describir",
    skipped: (why) => `fuera: ${why}`,
    states: { open: "sin revisar", approved: "aprobada", edited: "editada", dropped: "fuera del texto" },
    changed: "sin guardar", reviewed: (n, all) => `${n} de ${all} revisadas`,
    empty: "Esta carpeta no tiene figuras.", allDone: "Todas están revisadas.",
    written: (r) => `${r.path}: ${r.described} descritas, ${r.left_out} fuera del texto${r.without ? `, ${r.without} siguen como enlaces` : ""}.`,
    unsaved: "Hay cambios sin guardar: guárdelos primero.",
    gone: "La revisión ya no está en marcha. Inicie `doclora review` de nuevo y abra la dirección que muestra.",
    locked: "Esta dirección no está completa. Abra la que muestra `doclora review`, con todo lo que sigue a #.",
    failed: (status, why) => `No ha funcionado (HTTP ${status}): ${why}`,
  },
};
const KINDS = { open: "warn", approved: "good", edited: "good", dropped: "" };

const language = (navigator.languages || [navigator.language]).map((l) => l.slice(0, 2).toLowerCase()).find((l) => l in WORDS) || "en";
const say = WORDS[language];
const byId = (id) => document.getElementById(id);
const TOKEN = "doclora-review-token";
if (location.hash.length > 1) sessionStorage.setItem(TOKEN, location.hash.slice(1));
const token = sessionStorage.getItem(TOKEN) || "";

const cards = new Map();

function speak() {
  document.documentElement.lang = language;
  document.title = `doclora · ${say.title}`;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say[element.dataset.say];
}

function tell(kind, text) {
  byId("message").className = `notice ${kind}`;
  byId("message").textContent = text;
  byId("message").hidden = !text;
}

async function call(method, path, body) {
  const options = { method, headers: { Authorization: `Bearer ${token}` }, cache: "no-store" };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let reply;
  try {
    reply = await fetch(path, options);
  } catch {
    throw new Error(say.gone);
  }
  if (reply.status === 401) throw new Error(say.locked);
  if (!reply.ok) {
    const said = await reply.json().catch(() => ({}));
    throw new Error(say.failed(reply.status, typeof said.detail === "string" ? said.detail : reply.statusText));
  }
  return reply;
}

class Card {
  constructor(figure) {
    this.element = byId("figure").content.firstElementChild.cloneNode(true);
    this.find = (selector) => this.element.querySelector(selector);
    this.area = this.find("textarea");
    this.element.id = figure.name;
    this.area.id = `text-${figure.name}`;
    this.find("h3").id = `title-${figure.name}`;
    this.element.setAttribute("aria-labelledby", this.find("h3").id);
    this.find("label").htmlFor = this.area.id;
    this.find("label").textContent = say.label;
    this.find(".field .hint").textContent = say.hint;
    this.find(".drop-it").textContent = say.drop;
    this.find(".back").textContent = say.back;
    this.area.addEventListener("input", () => this.paint());
    this.area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.keep(true);
    });
    this.find(".save").addEventListener("click", () => this.keep(false));
    this.find(".drop-it").addEventListener("click", () => this.decide("PUT", { text: "" }));
    this.find(".back").addEventListener("click", () => this.decide("DELETE"));
    this.take(figure);
    this.describeFigure();
    this.showImage();
  }

  get changed() {
    return this.area.value.trim() !== this.figure.text;
  }

  take(figure) {
    this.figure = figure;
    this.area.value = figure.text;
    this.paint();
  }

  describeFigure() {
    const { figure } = this;
    const page = figure.page ? ` · ${say.page(figure.page)}` : "";
    this.find("h3").textContent = `${figure.number ? say.figure(figure) : figure.name}${page}`;
    this.find("figcaption").textContent = figure.caption;
    this.find("summary").textContent = say.context;
    this.find(".before").textContent = figure.before;
    this.find(".after").textContent = figure.after;
    this.find(".context").hidden = !figure.before && !figure.after;
  }

  paint() {
    const { figure, changed } = this;
    const state = this.find(".state");
    state.className = `badge state ${changed ? "warn" : KINDS[figure.state]}`;
    state.textContent = changed ? say.changed : say.states[figure.state];
    const maker = figure.describer || (figure.machine ? say.unknown : say.none);
    this.find(".made").textContent = figure.skipped ? say.skipped(figure.skipped) : figure.state === "edited" ? say.person : maker;
    this.find(".save").textContent = changed ? say.save : say.approve;
    this.find(".save").disabled = !changed && (figure.state === "approved" || figure.state === "edited" || !figure.text);
    this.find(".drop-it").disabled = figure.state === "dropped" && !changed;
    this.find(".back").disabled = figure.state === "open" && !changed;
    count();
  }

  async decide(method, body) {
    const problem = this.find(".problem");
    problem.hidden = true;
    try {
      this.take(await (await call(method, `/api/figures/${encodeURIComponent(this.figure.name)}`, body)).json());
      return true;
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
      return false;
    }
  }

  async keep(goOn) {
    const kept = this.find(".save").disabled || (await this.decide("PUT", { text: this.area.value }));
    if (!kept || !goOn) return;
    const following = [...cards.values()].slice([...cards.values()].indexOf(this) + 1).find((card) => !card.element.hidden);
    (following || this).area.focus();
    (following || this).element.scrollIntoView({ block: "center" });
  }

  async showImage() {
    const image = this.find("img");
    image.alt = say.imageOf(this.figure);
    try {
      const blob = await (await call("GET", `/api/figures/${encodeURIComponent(this.figure.name)}/image`)).blob();
      image.src = URL.createObjectURL(blob);
    } catch {
      image.alt = say.noImage;
    }
  }
}

function count() {
  const all = [...cards.values()];
  const done = all.filter((card) => card.figure.state !== "open").length;
  byId("count").textContent = say.reviewed(done, all.length);
  byId("count").className = `badge ${done === all.length ? "good" : "warn"}`;
}

function sift() {
  const only = byId("only-open").checked;
  for (const card of cards.values()) card.element.hidden = only && card.figure.state !== "open" && !card.changed;
  const none = [...cards.values()].every((card) => card.element.hidden);
  byId("nothing").textContent = cards.size ? say.allDone : say.empty;
  byId("nothing").hidden = !none;
}

async function compose() {
  if ([...cards.values()].some((card) => card.changed)) return tell("warn", say.unsaved);
  try {
    tell("good", say.written(await (await call("POST", "/api/compose")).json()));
  } catch (error) {
    tell("bad", error.message);
  }
}

async function start() {
  speak();
  if (!token) return tell("bad", say.locked);
  let listing;
  try {
    listing = await (await call("GET", "/api/figures")).json();
  } catch (error) {
    return tell("bad", error.message);
  }
  history.replaceState(null, "", location.pathname);
  byId("folder").textContent = listing.folder;
  for (const figure of listing.figures) cards.set(figure.name, new Card(figure));
  byId("figures").replaceChildren(...[...cards.values()].map((card) => card.element));
  byId("filters").hidden = false;
  byId("compose").disabled = false;
  byId("compose").addEventListener("click", compose);
  byId("only-open").addEventListener("change", sift);
  count();
  sift();
}

addEventListener("beforeunload", (event) => {
  if ([...cards.values()].some((card) => card.changed)) event.preventDefault();
});
start();
