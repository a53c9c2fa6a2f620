// What the server tells of a call, as this page calls it. Calls that earlier versions wrote
// have neither phrases nor stages; what is missing is made of what there is, see lines.ts
// and waterfall.ts.
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Call = Schemas["CallDetail"];
export type CallRow = Schemas["CallRow"];
export type Turn = Schemas["Turn"];
export type ToolCall = Schemas["ToolCall"];
export type Overlap = Schemas["BargeIn"];
export type Peaks = Schemas["Peaks"];
export type CostLine = Schemas["CostLine"];
export type Degradation = Schemas["Degradation"];
export type Handover = Schemas["Handover"];
export type CallEvent = Schemas["CallEvent"];
export type OutcomeTold = Schemas["OutcomeTold"];
