// A WebSocket behind a ticket: a browser can put no header on it, and a token in an address
// would stand in logs. The ticket is the second subprotocol.
import { api, ask } from "@/api/client";

export interface Line {
  send: (message: string | ArrayBuffer) => void;
  close: () => void;
}

export interface Listener {
  opened?: () => void;
  /** Text, or sound as bytes. */
  heard: (message: string | ArrayBuffer) => void;
  /** Once, however it ended; `code` as RFC 6455 and docs/admin-api.md say. */
  closed: (code: number, reason: string) => void;
}

/** Open the live board's or the try's socket. Throws Problem when there is no ticket. */
export async function openLine(purpose: "live" | "try", listener: Listener): Promise<Line> {
  const { ticket, protocol } =
    purpose === "live"
      ? await ask(api.POST("/api/v1/live/ticket"))
      : await ask(api.POST("/api/v1/try/ticket"));
  const address = new URL(`/api/v1/${purpose}`, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const socket = new WebSocket(address, [protocol, ticket]);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => listener.opened?.();
  socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => listener.heard(event.data);
  socket.onclose = (event) => listener.closed(event.code, event.reason);
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(message);
    },
    close: () => {
      socket.onclose = null;
      socket.onmessage = null;
      socket.close(1000);
    },
  };
}
