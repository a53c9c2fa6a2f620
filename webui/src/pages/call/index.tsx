// The page of one call, live or over: its door.
import "./call.css";
import "./transcript.css";
import { CallPage } from "./callpage";

interface DoorProps {
  readonly params: Readonly<Record<string, string>>;
}

export default function Door({ params }: DoorProps) {
  const id = params["id"] ?? "";
  return <CallPage key={id} id={id} />;
}
