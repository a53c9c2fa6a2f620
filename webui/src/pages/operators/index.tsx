// The page "operators": who is there, the queues, what became of callers, what is to be done.
import "./operators.css";
import { place } from "@/ui/router";
import { PARTS } from "./frame";
import { Handovers } from "./handovers";
import { Operators } from "./operators";
import { Queues } from "./queues";
import { Worklist } from "./worklist";

export default function Door() {
  switch (place.value.path.replace(/\/$/, "")) {
    case PARTS.queues:
      return <Queues />;
    case PARTS.handovers:
      return <Handovers />;
    case PARTS.worklist:
      return <Worklist />;
    default:
      return <Operators />;
  }
}
