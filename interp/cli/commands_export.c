#include "cli/commands.h"
int command_export(const Options *options, Fault *fault) { (void)options; (void)fault; return 0; }
