// Prompts: which versions there are, and what can be done with one. "/prompts/v2" is one that
// came with callcore, "/prompts/<id>" one of the house.
import { List } from "./list";
import { One } from "./one";
import { PackagedOne } from "./packaged";
import { isPackaged } from "./reading";
import "./prompts.css";

interface DoorProps {
  readonly params: Readonly<Record<string, string>>;
}

export default function Prompts({ params }: DoorProps) {
  const id = params["id"];
  if (id === undefined) return <List />;
  return isPackaged(id) ? <PackagedOne key={id} version={id} /> : <One key={id} id={id} />;
}
