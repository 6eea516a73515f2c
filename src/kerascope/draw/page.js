"use strict";
(() => {
  const panels = JSON.parse(document.getElementById("data").textContent);
  const aside = document.getElementById("picked");
  const MOST = 32;
  let now = null;

  const element = (name, text, parent) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  };

  const unpacked = new Map();
  function valuesOf(index) {
    if (!unpacked.has(index)) {
      const raw = atob(panels[index].values);
      const bytes = new Uint8Array(raw.length);
      for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
      const view = new DataView(bytes.buffer);
      const wide = panels[index].wide;
      const found = new Array(bytes.length / (wide ? 8 : 4));
      for (let i = 0; i < found.length; i++) found[i] = wide ? view.getFloat64(8 * i, true) : view.getFloat32(4 * i, true);
      unpacked.set(index, found);
    }
    return unpacked.get(index);
  }

  function number(value) {
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) return value > 0 ? "+inf" : "-inf";
    return String(Number(value.toPrecision(6)));
  }

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  function pick(panel, tile, row, column, focus) {
    const data = panels[panel];
    if (!data || !data.tiles.length) return;
    tile = clamp(tile, 0, data.tiles.length - 1);
    const [rows, columns] = data.tiles[tile].shape;
    now = { panel, tile, row: clamp(row, 0, rows - 1), column: clamp(column, 0, columns - 1) };
    mark();
    tell();
    history.replaceState(null, "", `#${panel}.${tile}.${now.row}.${now.column}`);
    if (focus) document.querySelector(`[data-panel="${panel}"]`).focus();
  }

  function mark() {
    for (const old of document.querySelectorAll(".mark")) old.hidden = true;
    const data = panels[now.panel];
    const box = document.querySelector(`[data-panel="${now.panel}"]`);
    const spot = box.querySelector(".mark");
    const whole = sizes(box, data);
    const part = data.tiles[now.tile];
    let [top, left, height, width] = part.box;
    if (data.kind !== "cells") {
      const across = part.box[3] / part.shape[1], down = part.box[2] / part.shape[0];
      if (data.kind === "lines") {
        const at = part.shape[1] > 1 ? now.column / (part.shape[1] - 1) : 0;
        [top, left, height, width] = [0, at * whole.width, whole.height, 0];
      } else {
        [top, left, height, width] = [now.row * down, now.column * across, down, across];
      }
    }
    Object.assign(spot.style, {
      top: `${100 * top / whole.height}%`, left: `${100 * left / whole.width}%`,
      height: `${100 * height / whole.height}%`, width: `${100 * width / whole.width}%`,
    });
    spot.hidden = false;
  }

  function sizes(box, data) {
    const image = box.querySelector("img");
    if (data.kind === "lines" || !image) return { height: 1, width: data.tiles[0].box[3] };
    const style = box.style;
    return { height: Number(style.getPropertyValue("--h")), width: Number(style.getPropertyValue("--w")) };
  }

  function tell() {
    const data = panels[now.panel];
    const part = data.tiles[now.tile];
    aside.replaceChildren();
    element("h3", `${data.layer}: ${data.name}`, aside);
    const list = element("dl", undefined, aside);
    const say = (name, words) => { element("dt", name, list); element("dd", words, list); };
    say("tile", part.name);
    say("place", `tile ${now.tile + 1} of ${data.tiles.length} drawn` + (data.kind === "cells" ? `, cells from row ${part.box[0]}, column ${part.box[1]}` : ""));
    const [low, high, mean, good, size] = part.range;
    say("range", good ? `${low} to ${high}, mean ${mean}` : "no finite value");
    if (good < size) say("not finite", `${size - good} of ${size} values`);
    const [down, across] = data.sides;
    say("cell", (down ? `${down} ${now.row}, ` : "") + `${across} ${now.column}`);
    if (part.at < 0) {
      element("p", "Its values are not in this page, which would grow too large: draw this layer alone to see them.", aside).className = "hint";
      return;
    }
    const values = valuesOf(now.panel);
    say("value", number(values[part.at + now.row * part.shape[1] + now.column]));
    if (data.kind === "lines") others(data, values, list);
    enlarge(data, part);
    table(data, part, values);
  }

  function others(data, values, list) {
    data.tiles.forEach((one, i) => {
      if (i === now.tile || one.at < 0) return;
      element("dt", one.name, list);
      element("dd", number(values[one.at + now.column]), list);
    });
  }

  function enlarge(data, part) {
    if (data.kind !== "cells") return;
    const image = document.querySelector(`[data-panel="${now.panel}"] img`);
    const canvas = element("canvas", undefined, aside);
    const [top, left, height, width] = part.box;
    Object.assign(canvas, { width, height });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${part.name}, enlarged`);
    const draw = () => canvas.getContext("2d").drawImage(image, left, top, width, height, 0, 0, width, height);
    if (image.complete) draw(); else image.addEventListener("load", draw, { once: true });
  }

  function table(data, part, values) {
    const [rows, columns] = part.shape;
    const window_ = (at, size) => {
      const start = clamp(at - MOST / 2, 0, Math.max(0, size - MOST));
      return [start, Math.min(size, start + MOST)];
    };
    const [top, bottom] = window_(now.row, rows), [left, right] = window_(now.column, columns);
    const all = bottom - top === rows && right - left === columns;
    const [down, across] = data.sides;
    element("p", `${down ? `${down} ↓ ` : ""}${across} →` + (all ? "" : ` (those around the cell, of ${rows} × ${columns})`), aside).className = "hint";
    const frame = element("div", undefined, aside);
    frame.className = "values";
    frame.tabIndex = 0;
    const body = element("table", undefined, frame);
    const head = element("tr", undefined, body);
    element("th", "", head);
    for (let c = left; c < right; c++) element("th", c, head).scope = "col";
    for (let r = top; r < bottom; r++) {
      const line = element("tr", undefined, body);
      element("th", down ? r : "", line).scope = "row";
      for (let c = left; c < right; c++) {
        const cell = element("td", number(values[part.at + r * columns + c]), line);
        if (r === now.row && c === now.column) cell.className = "here";
      }
    }
  }

  function at(box, event) {
    const data = panels[Number(box.dataset.panel)];
    const frame = box.getBoundingClientRect();
    const whole = sizes(box, data);
    const x = (event.clientX - frame.left) / frame.width, y = (event.clientY - frame.top) / frame.height;
    if (data.kind === "lines") return [0, 0, Math.round(x * (data.tiles[0].shape[1] - 1))];
    const across = x * whole.width, down = y * whole.height;
    let best = 0, nearest = Infinity;
    data.tiles.forEach((tile, i) => {
      const [top, left, height, width] = tile.box;
      const far = Math.max(top - down, 0, down - top - height) + Math.max(left - across, 0, across - left - width);
      if (far < nearest) [best, nearest] = [i, far];
    });
    const [top, left, height, width] = data.tiles[best].box, [rows, columns] = data.tiles[best].shape;
    return [best, Math.floor((down - top) / height * rows), Math.floor((across - left) / width * columns)];
  }

  /* The tile that stands next in a direction: the nearest whose middle lies that way. */
  function next(data, tile, dx, dy) {
    const middle = (one) => [one.box[1] + one.box[3] / 2, one.box[0] + one.box[2] / 2];
    const [x, y] = middle(data.tiles[tile]);
    let best = tile, nearest = Infinity;
    data.tiles.forEach((one, i) => {
      const [a, b] = middle(one);
      const ahead = (a - x) * dx + (b - y) * dy;
      const aside_ = Math.abs((a - x) * dy) + Math.abs((b - y) * dx);
      if (ahead > 0 && ahead + 8 * aside_ < nearest) [best, nearest] = [i, ahead + 8 * aside_];
    });
    return best;
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  for (const box of document.querySelectorAll("[data-panel]")) {
    const panel = Number(box.dataset.panel);
    box.addEventListener("click", (event) => pick(panel, ...at(box, event), true));
    box.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow) {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(panel, 0, 0, 0); }
        return;
      }
      event.preventDefault();
      const here = now && now.panel === panel ? now : null;
      if (!here) { pick(panel, 0, 0, 0); return; }
      const [dx, dy] = arrow;
      const data = panels[panel];
      if (data.kind === "lines") pick(panel, here.tile + dy, 0, here.column + dx);
      else if (event.shiftKey || data.tiles.length === 1) pick(panel, here.tile, here.row + dy, here.column + dx);
      else pick(panel, next(data, here.tile, dx, dy), here.row, here.column);
    });
  }

  function fromAddress() {
    const found = /^#(\d+)\.(\d+)(?:\.(\d+)\.(\d+))?$/.exec(location.hash);
    if (found) pick(Number(found[1]), Number(found[2]), Number(found[3] || 0), Number(found[4] || 0));
  }
  addEventListener("hashchange", fromAddress);
  fromAddress();
})();
