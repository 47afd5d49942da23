# What looks through the programs' memory for secrets: tests/memory.sh, tests/term/memory.sh.
MEMORY_TOOLS := $(BUILD)/tests/memory.so
# All of it is bound when it is loaded: the linker would else save all registers on the stack at the first call of
# a function, and what was copied last may still be in them.
$(MEMORY_TOOLS): tests/memory/watch.c
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE -O2 -g $(WARN) -fPIC -shared -Wl,-z,now -o $@ $<
