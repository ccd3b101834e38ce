// States that can be left and come back to. A state is never changed once it is in here.

const MOST_STATES = 200;

export class History {
  #states;
  #at = 0;
  #gesture = null;

  constructor(state) {
    this.#states = [state];
  }

  get state() {
    return this.#states[this.#at];
  }

  get canUndo() {
    return this.#at > 0;
  }

  get canRedo() {
    return this.#at < this.#states.length - 1;
  }

  // Goes on to a state. What one gesture changes (a drag, a word being typed) is one step,
  // however many states it passes through.
  push(state, gesture = null) {
    const isSameGesture = gesture !== null && gesture === this.#gesture && this.#at > 0;
    this.#states.length = this.#at + 1;
    if (isSameGesture) this.#states[this.#at] = state;
    else this.#states.push(state);
    if (this.#states.length > MOST_STATES) this.#states.shift();
    this.#at = this.#states.length - 1;
    this.#gesture = gesture;
  }

  undo() {
    if (this.canUndo) this.#at -= 1;
    this.#gesture = null;
    return this.state;
  }

  redo() {
    if (this.canRedo) this.#at += 1;
    this.#gesture = null;
    return this.state;
  }
}
