// The microphone: asking for it, and why it is not there.

/** Why there is no microphone. */
export type NoMicrophone = "denied" | "none" | "busy" | "insecure" | "failed";

export type Found =
  { readonly stream: MediaStream; readonly why: null } | { readonly why: NoMicrophone };

// what the loudspeaker plays must not come back, or the agent would interrupt itself
const WANTED: MediaTrackConstraints = {
  channelCount: 1,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/** Ask for the microphone; the browser may ask the user. It never throws. */
export async function openMicrophone(): Promise<Found> {
  // outside of https and localhost a browser has no devices to offer
  const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
  if (devices === undefined) return { why: "insecure" };
  try {
    return { stream: await devices.getUserMedia({ audio: WANTED }), why: null };
  } catch (error) {
    return { why: whyNot(error) };
  }
}

/** Let go of it: the browser's red dot goes out. */
export function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function whyNot(error: unknown): NoMicrophone {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    case "SecurityError":
      return "insecure";
    default:
      return "failed";
  }
}
