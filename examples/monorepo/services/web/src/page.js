import { euros } from "./format.js";

const form = document.querySelector("form");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(`/price?${new URLSearchParams(new FormData(form))}`);
  const body = await answer.json();
  document.querySelector("output").textContent = answer.ok ? euros(body.cents) : body.error;
});
