"use strict";
// What a failure comes to: as `taken_down` of the compiler says, for the jobs in `failing`, each alone.
const failuresOf = (data) => {
  const blocked = (failed) => {
    const endings = [];
    data.jobs.forEach((job, place) => {
      const before = job.after.map((other) => endings[other]);
      const starts = job.on === "fs" || (job.on === "f" ? before.includes("f") : before.every((each) => each === "s"));
      endings[place] = starts ? (place === failed ? "f" : "s") : "b";
    });
    return endings;
  };
  const usual = blocked(-1);
  const blast = (failing) => {
    const lost = new Set(), rescue = new Set(), failed = new Set(failing);
    failing.forEach((job) => blocked(job).forEach((ending, place) => {
      if (ending === "b" && usual[place] !== "b") lost.add(place);
    }));
    data.jobs.forEach((job, place) => {
      if (job.on === "f" && job.after.some((other) => failed.has(other))) rescue.add(place);
    });
    return { lost: [...lost].sort((a, b) => a - b), rescue: [...rescue] };
  };
  const upstream = (place) => {
    const seen = new Set([place]), waiting = [place];
    while (waiting.length) data.boxes[waiting.pop()].before.forEach((other) => { if (!seen.has(other)) { seen.add(other); waiting.push(other); } });
    seen.delete(place);
    return seen;
  };
  return { blast, upstream };
};
