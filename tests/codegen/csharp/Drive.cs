using System;
using System.IO;
using System.Reflection;
using System.Text;
using System.Threading.Tasks;

/// <summary>
/// Runs Main of one class after the other: a line has its name, its folder, then variables and
/// their values; all but the name as base64.
/// </summary>
public static class Drive
{
    public static void Main()
    {
        var output = Console.Out;
        for (var line = Console.In.ReadLine(); line != null; line = Console.In.ReadLine())
        {
            var words = line.Split(' ');
            Directory.SetCurrentDirectory(Decoded(words[1]));
            for (var at = 2; at < words.Length; at += 2)
            {
                Environment.SetEnvironmentVariable(words[at], Decoded(words[at + 1]));
            }
            var printed = new StringWriter();
            Console.SetOut(printed);
            Console.SetError(printed);
            var main = Assembly.GetExecutingAssembly().GetType(words[0]).GetMethod("Main");
            var status = ((Task<int>)main.Invoke(null, null)).Result;
            Console.SetOut(output);
            for (var at = 2; at < words.Length; at += 2)
            {
                Environment.SetEnvironmentVariable(words[at], null);
            }
            var bytes = Encoding.UTF8.GetBytes(printed.ToString());
            Console.WriteLine(status + " " + Convert.ToBase64String(bytes));
        }
    }

    private static string Decoded(string word)
    {
        return Encoding.UTF8.GetString(Convert.FromBase64String(word));
    }
}
