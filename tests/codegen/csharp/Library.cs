using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using Kaltura.Request;
using Kaltura.Types;

namespace Newtonsoft.Json
{
    public enum Formatting { None, Indented }

    public static class JsonConvert
    {
        public static string SerializeObject(object value, Formatting formatting)
        {
            return Convert.ToString(value);
        }
    }
}

namespace Kaltura
{
    public class Configuration
    {
        public string ServiceUrl { get; set; }
    }

    public class Client
    {
        public readonly Configuration Configuration;

        public Client(Configuration configuration)
        {
            Configuration = configuration;
            PartnerId = int.MinValue;
        }

        public string ClientTag { get; set; }
        public string ApiVersion { get; set; }
        public int PartnerId { get; set; }
        public string KS { get; set; }
    }

    public class APIException : ApplicationException
    {
        public string Code { get { return "stub"; } }
    }

    public class StringEnum
    {
        private readonly string name;

        protected StringEnum(string name)
        {
            this.name = name;
        }

        public override string ToString()
        {
            return name;
        }
    }
}

namespace Kaltura.Types
{
    public class ObjectBase
    {
        public virtual Params ToParams()
        {
            return new Params();
        }
    }
}

namespace Kaltura.Request
{
    /// <summary>What a request sends, as the library takes each type: what is unset is left out.</summary>
    public class Params : SortedList<string, object>
    {
        public Params() : base(StringComparer.Ordinal) { }

        public void AddIfNotNull(string key, string value) { Put(key, value, value != null); }
        public void AddIfNotNull(string key, int value) { Put(key, value, value != int.MinValue); }
        public void AddIfNotNull(string key, long value) { Put(key, value, value != long.MinValue); }
        public void AddIfNotNull(string key, float value) { Put(key, value, value != float.MinValue); }
        public void AddIfNotNull(string key, bool? value) { Put(key, value, value != null); }
        public void AddIfNotNull(string key, Enum value) { AddIfNotNull(key, value.GetHashCode()); }

        public void AddIfNotNull(string key, StringEnum value)
        {
            AddIfNotNull(key, value == null ? null : value.ToString());
        }

        public void AddIfNotNull(string key, ObjectBase value)
        {
            Put(key, value == null ? null : value.ToParams(), value != null);
        }

        public void AddIfNotNull<T>(string key, IList<T> values) where T : ObjectBase
        {
            if (values != null)
            {
                var items = values.Select(one => (object)one.ToParams()).ToList();
                Put(key, items.Count > 0 ? (object)items : new Params { { "-", "" } }, true);
            }
        }

        private void Put(string key, object value, bool isSet)
        {
            if (isSet)
            {
                this[key] = value;
            }
        }

        public static string Json(object value)
        {
            var map = value as Params;
            if (map != null)
            {
                var members = map.Select(one => Json(one.Key) + ":" + Json(one.Value));
                return "{" + string.Join(",", members) + "}";
            }
            if (value is string)
            {
                return "\"" + string.Concat(((string)value).Select(Sign)) + "\"";
            }
            if (value is bool)
            {
                return (bool)value ? "true" : "false";
            }
            var list = value as IEnumerable;
            if (list != null)
            {
                return "[" + string.Join(",", list.Cast<object>().Select(Json)) + "]";
            }
            return Convert.ToString(value, CultureInfo.InvariantCulture);
        }

        private static string Sign(char sign)
        {
            var plain = sign >= ' ' && sign <= '~' && sign != '"' && sign != '\\';
            return plain ? sign.ToString() : "\\u" + ((int)sign).ToString("x4");
        }
    }

    public class MultiRequestToken
    {
        private readonly IRequestBuilder request;
        private readonly string path;

        public MultiRequestToken(IRequestBuilder request, string path)
        {
            this.request = request;
            this.path = path;
        }

        public override string ToString()
        {
            var rest = path.Length > 0 ? ":" + path.Replace(".", ":") : "";
            return "{" + request.MultiRequestIndex + ":result" + rest + "}";
        }
    }

    public interface IRequestBuilder
    {
        int MultiRequestIndex { get; set; }
        Params GetParameters(bool named);
        IDictionary<string, Stream> Files { get; }
    }

    public abstract class BaseRequestBuilder<T>
    {
        public readonly Params Own = new Params();
        private readonly SortedList<string, Stream> files = new SortedList<string, Stream>();

        public IDictionary<string, Stream> Files { get { return files; } }
        protected abstract string Path { get; }
        public abstract Params GetParameters(bool named);

        public async Task<T> ExecuteAsync(Client client)
        {
            var sent = GetParameters(false);
            sent["format"] = 1;
            sent.AddIfNotNull("clientTag", client.ClientTag);
            sent.AddIfNotNull("apiVersion", client.ApiVersion);
            sent.AddIfNotNull("partnerId", client.PartnerId);
            sent.AddIfNotNull("ks", client.KS);
            var request = WebRequest.CreateHttp(
                client.Configuration.ServiceUrl + "/api_v3/service/" + Path);
            request.Method = "POST";
            request.Accept = "application/json";
            request.ServicePoint.Expect100Continue = false;
            var body = new MemoryStream();
            var json = Encoding.UTF8.GetBytes(Params.Json(sent));
            if (files.Count == 0)
            {
                request.ContentType = "application/json";
                body.Write(json, 0, json.Length);
            }
            else
            {
                request.ContentType = "multipart/form-data; boundary=mark";
                Part(body, "json", "", new MemoryStream(json));
                foreach (var one in files)
                {
                    var name = System.IO.Path.GetFileName(((FileStream)one.Value).Name);
                    Part(body, one.Key, "; filename=\"" + name + "\"", one.Value);
                }
                Write(body, "--mark--\r\n");
            }
            using (var stream = await request.GetRequestStreamAsync())
            {
                body.WriteTo(stream);
            }
            using (await request.GetResponseAsync())
            {
                return Empty();
            }
        }

        protected virtual T Empty()
        {
            return default(T);
        }

        private static void Part(Stream body, string name, string file, Stream content)
        {
            Write(body, "--mark\r\nContent-Disposition: form-data; name=\"" + name + "\"" + file);
            Write(body, "\r\n\r\n");
            content.CopyTo(body);
            Write(body, "\r\n");
        }

        private static void Write(Stream body, string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            body.Write(bytes, 0, bytes.Length);
        }
    }

    public abstract class RequestBuilder<T> : BaseRequestBuilder<T>, IRequestBuilder
    {
        private readonly string service;
        private readonly string action;
        private readonly Dictionary<string, MultiRequestToken> mapped =
            new Dictionary<string, MultiRequestToken>();

        protected RequestBuilder(string service, string action)
        {
            this.service = service;
            this.action = action;
        }

        public int MultiRequestIndex { get; set; }
        protected override string Path { get { return service + "/action/" + action; } }
        protected abstract void AddOwn();

        public RequestBuilder<T> Map(string key, MultiRequestToken token)
        {
            mapped.Add(key, token);
            return this;
        }

        public MultiRequestToken Forward(string path = "")
        {
            return new MultiRequestToken(this, path);
        }

        protected bool IsMapped(string key)
        {
            return mapped.ContainsKey(key);
        }

        protected void AddFile(string key, Stream value)
        {
            Files[key] = value;
        }

        public override Params GetParameters(bool named)
        {
            AddOwn();
            foreach (var one in mapped)
            {
                Own[one.Key] = one.Value.ToString();
            }
            if (named)
            {
                Own["service"] = service;
                Own["action"] = action;
            }
            return Own;
        }
    }

    public class MultiRequestBuilder : BaseRequestBuilder<List<object>>
    {
        private readonly IRequestBuilder[] requests;

        public MultiRequestBuilder(params IRequestBuilder[] requests)
        {
            this.requests = requests;
            for (var at = 0; at < requests.Length; at++)
            {
                requests[at].MultiRequestIndex = at + 1;
            }
        }

        protected override string Path { get { return "multirequest"; } }

        public override Params GetParameters(bool named)
        {
            foreach (var request in requests)
            {
                Own[request.MultiRequestIndex.ToString()] = request.GetParameters(true);
                foreach (var file in request.Files)
                {
                    Files[request.MultiRequestIndex + ":" + file.Key] = file.Value;
                }
            }
            return Own;
        }

        protected override List<object> Empty()
        {
            return new List<object>();
        }
    }

    public static class RequestBuilderExtensions
    {
        public static BaseRequestBuilder<T> WithPartnerId<T>(
            this BaseRequestBuilder<T> request, int value)
        {
            request.Own.AddIfNotNull("partnerId", value);
            return request;
        }

        public static BaseRequestBuilder<T> WithKs<T>(
            this BaseRequestBuilder<T> request, string value)
        {
            request.Own.AddIfNotNull("ks", value);
            return request;
        }

        public static BaseRequestBuilder<T> WithLanguage<T>(
            this BaseRequestBuilder<T> request, string value)
        {
            request.Own.AddIfNotNull("language", value);
            return request;
        }

        public static BaseRequestBuilder<T> WithResponseProfile<T>(
            this BaseRequestBuilder<T> request, BaseResponseProfile value)
        {
            request.Own.AddIfNotNull("responseProfile", value);
            return request;
        }
    }
}
