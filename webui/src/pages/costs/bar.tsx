// A share as a bar in a cell; the number stands beside it.
export function Bar({ share }: { share: number }) {
  const width = `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`;
  return (
    <div class="costs-bar" aria-hidden="true">
      <div style={{ width }} />
    </div>
  );
}
