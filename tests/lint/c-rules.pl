#!/usr/bin/perl
# The rules for C that no compiler checks: c-rules.pl FILE… (paths from the top of the checkout, where
# it is run). Prints "file:line: what"; "file:line: note: what" for what is only worth a look. Status 1
# if there is more than notes.
use strict;
use warnings;

# ---- the borders: what lies below each room is written once, in the Makefile -------------------------
my %below;
open my $makefile, '<', 'Makefile' or die "c-rules.pl: run me at the top of the checkout: $!\n";
while (<$makefile>) {
  $below{$1} = { map { $_ => 1 } split ' ', $2 } if /^below_(\w+)\s*:=\s*(.*)$/;
}
die "c-rules.pl: the Makefile has no below_ROOM lines\n" unless %below;

# Libraries, and the only rooms that may know them.
my @libraries = (
  [ qr{^(n?curses|ncursesw/|term\.h|panel\.h)}, 'ncurses',    'ui' ],
  [ qr{^curl/},                                 'libcurl',    'net' ],
  [ qr{^libsecret/},                            'libsecret',  'keyring' ],
  [ qr{^microhttpd},                            'microhttpd', 'mock' ],
  [ qr{^keyutils},                              'keyutils',   'store' ],
  [ qr{^gio/},                                  'GIO',        'keyring' ],
  [ qr{^pthread},                               'threads',    '' ],
);

# ---- calls that are not made, and what to do instead ------------------------------------------------
my %banned;
for (
  [ 'strcpy strcat strncat stpcpy wcscpy', 'unbounded copy: g_strdup, g_strlcpy, GString' ],
  [ 'sprintf vsprintf', 'unbounded: g_strdup_printf, g_snprintf' ],
  [ 'gets scanf sscanf fscanf', 'unchecked input: parse it with bk_text or g_ascii_string_to_…' ],
  [ 'atoi atol atoll atof', 'cannot fail: g_ascii_string_to_signed' ],
  [ 'system popen g_spawn_command_line_sync g_spawn_command_line_async', 'no shell: g_spawn_async with an array' ],
  [ 'tmpnam tempnam mktemp', 'a race: g_mkstemp, g_dir_make_tmp' ],
  [ 'strtok asctime ctime gmtime localtime', 'not reentrant' ],
  [ 'rand srand random g_random_int g_random_int_range', 'guessable: getrandom(2)' ],
  [ 'malloc calloc realloc strdup strndup alloca', 'one allocator family: g_malloc, g_new, g_strdup' ],
  [ 'sleep usleep nanosleep g_usleep', 'nothing blocks: a source on the main loop with a deadline' ],
  [ 'pthread_create g_thread_new g_thread_try_new g_thread_pool_new', 'no threads' ],
  [ 'g_spawn_sync', 'nothing blocks: g_spawn_async' ],
) {
  my ($names, $why) = @$_;
  $banned{$_} = $why for split ' ', $names;
}

my %naps = map { $_ => 1 } qw(sleep usleep nanosleep g_usleep);

# Calls with a place: where they may stand.
my %placed;
for (
  # The keyring's helper is a process of its own that does one thing and is killed at its deadline.
  [ 'g_main_loop_run', 'the loop is turned in one place',
    qr{^(src/app/runtime\.c|ui/main\.c|src/mock/main\.c|src/keyring/[^/]+\.c|tests/.*)$} ],
  [ 'g_main_context_iteration', 'no nested loops', qr{^(src/keyring/[^/]+\.c|tests/.*)$} ],
  [ 'initscr newterm', 'the terminal is opened in one place', qr{^(ui/terminal[^/]*\.c|tests/.*)$} ],
  # bk_secret_peek shows what a secret holds. Whoever calls it must not print, log or keep it; this is
  # the list of those who were looked at.
  [ 'bk_secret_peek bk_secret_builder_peek', 'reads a secret: see the list in tests/lint/c-rules.pl',
    qr{^(src/(base|flow|net|store|keyring|mock)/[^/]+\.c
         |src/app/update_(flow|probe|reset|session|trial)\.c # an address, a redirect, stored JSON, values marked "keep"
         |src/cli/(values|terminal|shown|cmd_login|cmd_token|cmd_exec|cmd_credential)\.c|ui/(field|screen_shown|screen_device|spoken)\.c|tests/.*)$}x ],
) {
  my ($names, $why, $where) = @$_;
  $placed{$_} = [ $why, $where ] for split ' ', $names;
}

# Servers are data. A name of a vendor in C would mean that one of them needs code.
my $vendors = qr/auth0|glesys|diaflow|daxium|better.?auth|keycloak|firebase|supabase|directus|pocketbase
                 |parse.server|strapi|kratos|cognito|fusionauth|appwrite|mattermost|discourse|allauth
                 |glewlwyd|devise|gotrue|okta/xi;

my $failed = 0;
sub problem { my ($file, $line, $what) = @_; print "$file:$line: $what\n"; $failed = 1; }
sub note { my ($file, $line, $what) = @_; print "$file:$line: note: $what\n"; }

sub room_of {
  my ($file) = @_;
  return $1 if $file =~ m{^src/(\w+)/};
  return 'ui' if $file =~ m{^ui/};
  return undef;
}

# Comments and the insides of strings become spaces, lines stay lines.
sub code_only {
  my ($text) = @_;
  my $blank = sub { my $s = shift; $s =~ s/[^\n]/ /g; $s };
  $text =~ s{(/\*.*?\*/|//[^\n]*)|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')}
            {defined $1 ? $blank->($1) : substr($2, 0, 1) . $blank->(substr $2, 1, -1) . substr($2, -1)}gse;
  return $text;
}

for my $file (@ARGV) {
  open my $handle, '<', $file or die "$file: $!\n";
  my $text = do { local $/; <$handle> };
  my $room = room_of($file);
  my @lines = split /\n/, $text, -1;
  my @code = split /\n/, code_only($text), -1;
  my ($function, $begin);

  for my $i (0 .. $#lines) {
    my $number = $i + 1;

    if (defined $room && $lines[$i] =~ /^\s*#\s*include\s*["<]([^">]+)[">]/) {
      my $header = $1;
      if ($header =~ m{^(?:src/)?(\w+)/[\w.-]+\.h$} && (exists $below{$1} || $1 eq 'tests')) {
        my $other = $1;
        problem($file, $number, "room $room may not include $header: " .
            "below it lie only " . (join(', ', sort keys %{ $below{$room} }) || 'no rooms'))
          unless $other eq $room || $below{$room}{$other};
        problem($file, $number, "screens and commands reach $other through src/app, not by themselves")
          if $room =~ /^(ui|cli)$/ && $other =~ /^(net|store|flow|keyring|mock)$/;
      } elsif ($header =~ /^\.\./) {
        problem($file, $number, "include by room, not by path: $header");
      }
      for my $library (@libraries) {
        my ($pattern, $name, $owner) = @$library;
        problem($file, $number, "room $room may not know $name") if $header =~ $pattern && $room ne $owner;
      }
    }

    problem($file, $number, "a vendor's name in C: $1 (servers are data, in servers.d)")
      if defined $room && $lines[$i] =~ /\b($vendors)/i;

    my $c = $code[$i] // '';
    while ($c =~ /(?<![\w.>])(\w+)\s*\(/g) {
      my $call = $1;
      problem($file, $number, "$call(): $banned{$call}") if $room && $banned{$call};
      problem($file, $number, "$call(): tests wait for what they expect") if !$room && $naps{$call};
      my $place = $placed{$call} or next;
      problem($file, $number, "$call(): $place->[0]") if $file !~ $place->[1] && $file !~ /\.h$/;
    }

    # A function begins with an unindented line that ends in "{" and holds or follows a "(".
    if ($c =~ /^[A-Za-z_].*\)\s*\{\s*$/ || ($c =~ /^\s+.*\)\s*\{\s*$/ && !defined $begin && $i && $code[$i - 1] =~ /^[A-Za-z_].*\(/)) {
      $begin = $number;
      ($function) = ($c =~ /(\w+)\s*\(/);
    } elsif ($c =~ /^\}/ && defined $begin) {
      my $length = $number - $begin + 1;
      note($file, $begin, ($function // 'a function') . " is $length lines long: more than fits a screen")
        if $length > 70 && $file !~ m{^tests/};
      undef $begin;
    }
  }
  note($file, scalar @lines, 'more than 500 lines: perhaps two modules')
    if defined $room && @lines > 501;
}
exit $failed;
