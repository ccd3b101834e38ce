// Fetched where a part of the page asks for itself (`data-hx-get`); most pages have none.

export { default } from "../vendor/htmx-4.0.1/htmx.esm.min.js";
