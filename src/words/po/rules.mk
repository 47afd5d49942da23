# Translations: the texts of the sources, the files of the languages, and what they are compiled to.

PO := src/words/po
LANGUAGES := $(patsubst $(PO)/%.po,%,$(wildcard $(PO)/*.po))
# Without msgfmt the programs are built all the same, and speak English.
CATALOGUES = $(if $(shell command -v msgfmt),$(LANGUAGES:%=$(BUILD)/locale/%/LC_MESSAGES/backin.mo))
# No list to forget a file in: whatever holds a marked text. Dates and line numbers would change every time.
MARKED = $(shell grep -rlE 'BK_(N_|NP_)?.("|$$)' src ui --include='*.[ch]' --include='*.def' | LC_ALL=C sort)

$(BUILD)/backin.pot: $(MARKED)
	@mkdir -p $(@D)
	$(say) POT $@
	$(Q)xgettext --language=C --from-code=UTF-8 --keyword= --keyword=BK_ --keyword=BK_N_ --keyword=BK_NP_:1,2 \
	  --add-location=file --width=100 --package-name=backin --copyright-holder='' --msgid-bugs-address=CONTRIBUTING.md \
	  --output=- $(MARKED) | sed -e '/^"POT-Creation-Date:/d' -e '/^"PO-Revision-Date:/d' >$@

$(BUILD)/locale/%/LC_MESSAGES/backin.mo: $(PO)/%.po
	@mkdir -p $(@D)
	$(say) MO $<
	$(Q)msgfmt --no-hash -o $@ $<

# Languages that nobody speaks, for the tests: what is 40 % longer, and what is two cells wide, has to fit.
PSEUDO := $(BUILD)/pseudo/long/LC_MESSAGES/backin.mo $(BUILD)/pseudo/wide/LC_MESSAGES/backin.mo
$(BUILD)/pseudo/%/LC_MESSAGES/backin.mo: $(BUILD)/backin.pot tests/pseudo
	@mkdir -p $(@D)
	$(Q)tests/pseudo $* <$< | msgfmt --no-hash -o $@ -
$(BUILD)/tests/ui/test_languages: | $(CATALOGUES) $(PSEUDO)
$(BUILD)/tests/words/test_languages: | $(CATALOGUES)

.PHONY: screens
screens: $(BUILD)/tests/ui/test_languages $(CATALOGUES) ## draws all screens in all languages into build/screens.txt, to be read
	$(Q)BK_SCREENS=$(BUILD)/screens.txt $< && echo '  $(BUILD)/screens.txt'

.PHONY: pot po-update install-languages
pot: $(BUILD)/backin.pot ## gathers the texts to translate, into build/backin.pot

po-update: $(BUILD)/backin.pot ## brings the languages into step with the sources; then translate what is new
	$(Q)for po in $(wildcard $(PO)/*.po); do \
	  msgmerge --quiet --previous --add-location=file --width=100 $$po $< | msgattrib --no-obsolete --width=100 >$$po.new && \
	  mv $$po.new $$po || exit 1; \
	  printf '  %s: ' $$po; msgfmt --statistics -o /dev/null $$po 2>&1; done

install-languages: $(CATALOGUES)
	$(Q)for file in $(CATALOGUES:$(BUILD)/locale/%=%); do \
	  install -D -m 644 $(BUILD)/locale/$$file $(DESTDIR)$(datadir)/locale/$$file || exit 1; done
