// Stands for node:child_process in the bundle: commander asks for it at each start, and needs it only for commands that are programs
// of their own, which wantedby has none of.
exports.spawn = (...words) => process.getBuiltinModule('node:child_process').spawn(...words);
