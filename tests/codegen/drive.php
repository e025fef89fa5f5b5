<?php

// Runs programs one after the other, each in a fork of its own; jobs and results are JSON.
// The first argument is a file to load before: a library that all of them share.

if (isset($argv[1])) {
    require_once $argv[1];
}
// PHP goes on after much that is wrong: here nothing may be.
set_error_handler(function ($kind, $message, $file, $line) {
    throw new ErrorException($message, 0, $kind, $file, $line);
});

$ended = [];
foreach (json_decode(stream_get_contents(STDIN), true) as $job) {
    $printed = tempnam(sys_get_temp_dir(), 'php');
    $child = pcntl_fork();
    if ($child === 0) {
        chdir($job['folder']);
        foreach ($job['environment'] as $name => $value) {
            putenv("$name=$value");
        }
        ob_start();
        register_shutdown_function(fn () => file_put_contents($printed, ob_get_clean()));
        require "{$job['folder']}/{$job['file']}";
        exit(0);
    }
    pcntl_waitpid($child, $status);
    $ended[] = ['status' => pcntl_wexitstatus($status), 'output' => file_get_contents($printed)];
    unlink($printed);
}
echo json_encode($ended, JSON_THROW_ON_ERROR);
