// Loaded into every Node process of the portal with --import. When the supervisor dies, even by SIGKILL, the
// channel to it closes; the process then stops as if it had been asked to, instead of living on unseen.
if (process.channel) {
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}
