import assert from "node:assert/strict";
import test from "node:test";
import { euros } from "../src/format.js";

test("cents have two digits", () => assert.equal(euros(1405), "14,05 €"));
test("less than a euro", () => assert.equal(euros(7), "0,07 €"));
test("no amount", () => assert.throws(() => euros(1.5), RangeError));
