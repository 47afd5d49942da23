# What the scripts of this folder need besides the programs.
KEYRING_TOOLS := $(BUILD)/tests/store_probe $(BUILD)/tests/keyring/fake

$(BUILD)/tests/store_probe: tests/store_probe.c $(archives_store)
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CFLAGS_all) $(flags_store) -o $@ $< $(archives_store) $(LDFLAGS_all) $(libs_store)
$(BUILD)/tests/keyring/fake: tests/keyring/fake.c
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CFLAGS_all) $(flags_keyring) -o $@ $< $(LDFLAGS_all) $(LIBS_secret)

.PHONY: test-keyrings
test-keyrings: $(BUILD)/backin-keyring $(tests_store) $(KEYRING_TOOLS) ## real and fake keyrings in all their states
	$(PROVE) $(sort $(wildcard tests/keyring/test_*.sh))
