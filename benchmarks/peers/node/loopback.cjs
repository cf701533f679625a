// soul-cli listens on every address, with no option for another. Loaded before it, this keeps it
// on this machine alone.
const { Server } = require("node:net");

const { listen } = Server.prototype;

Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, { port, host: "127.0.0.1" }, ...rest);
};
