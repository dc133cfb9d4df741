/* What travels between supervisor and launcher: a header, then a fixed head, then bytes whose lengths it states.
   Both ends are on one machine, so numbers are as that machine has them. sandbox/wire.py is the other end. */
#pragma once

#include <stdint.h>

enum { LARGEST_FRAME = 1 << 30 };

enum frame_kind { FRAME_READY = 1, FRAME_FATAL, FRAME_PROGRAM, FRAME_RUN, FRAME_CANCEL, FRAME_OUTCOME };

enum { MODE_KEEP = 16 };

enum part_kind { PART_COMMAND, PART_IMAGE, PART_ZYGOTE };

enum limit { LIMIT_NONE, LIMIT_TIME, LIMIT_MEMORY, LIMIT_OUTPUT, LIMIT_PROCESSES, LIMIT_STALLED, LIMIT_CANCELLED };

enum end_kind { END_EXIT, END_SIGNAL, END_LOST };

struct frame_head {
  uint32_t kind, size;
};

struct program_head { /* then the parts, then the files */
  uint32_t parts, files;
};

struct part_head { /* then image_size bytes, then argc strings in args_size bytes, each ended by a zero */
  uint32_t kind, zygote, mode, image_size, argc, args_size;
};

struct file_head { /* then the name, then the bytes */
  uint32_t name_size, mode, size;
};

struct run_head { /* then stdin, payloads, arguments, files, names of files to collect */
  uint64_t id, cpu_us, wall_us, memory_bytes, output_bytes, disk_bytes;
  uint32_t processes, stdin_size, payload_size[2], argc, args_size, files, collect, collect_size, no_data_limit, alone;
};

struct outcome_head { /* then the cells, then the files */
  uint64_t id;
  uint32_t cells, files;
};

struct cell_head { /* then stdout, stderr, result */
  uint64_t cpu_us, wall_us, peak_bytes, delay_us;
  uint32_t end, code, limit, sizes[3];
};
