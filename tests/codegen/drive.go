// Runs one of many programs, each of which is a package with a function Main.
// The list of them is written by the test.
package main

import "os"

func main() {
	programs[os.Args[1]]()
}
