#ifndef GUIZE_H
#define GUIZE_H
#define GUIZE_VERSION "0.1.0"
#endif
