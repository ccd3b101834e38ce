// A form of one operation for many files: there is no one file whose plan could be told.

import { refuseSecondSubmit, showWhatCounts } from "./fields.js";

export default function batch(form) {
  showWhatCounts(form);
  refuseSecondSubmit(form);
}
