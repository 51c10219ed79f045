/* Runs a program and says how much memory it had at most: peak PROGRAM ARGUMENTS...
 * Prints kilobytes (ru_maxrss) as the last line of standard error; ends with the program's status, 128 + the
 * signal when one ended it. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int status = 0;
    struct rusage usage;
    pid_t child = argc > 1 ? fork() : -1;
    if (child == 0) {
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || getrusage(RUSAGE_CHILDREN, &usage) != 0) {
        fputs("peak PROGRAM ARGUMENTS...\n", stderr);
        return 127;
    }
    fprintf(stderr, "%ld\n", usage.ru_maxrss);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
