# frozen_string_literal: true

# Runs programs one after the other, each in a fork of its own; jobs and results are JSON.

require 'json'
require 'net/http'
require 'tempfile'

# What takes long to load is loaded once; `require` in a program finds it loaded.
ARGV.each { |name| require name }

ended = JSON.parse($stdin.read).map do |job|
  printed = Tempfile.new
  child = fork do
    $stdout.reopen(printed.path, 'w')
    Dir.chdir(job['folder'])
    ENV.update(job['environment'])
    load File.join(job['folder'], job['file'])
  end
  _, status = Process.wait2(child)
  { status: status.exitstatus, output: File.read(printed.path) }
end
puts JSON.generate(ended)
