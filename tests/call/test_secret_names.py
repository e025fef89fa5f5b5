"""Which names carry secrets: the decision over a whole release, and its rules elsewhere."""

import pytest

from app.call.secrets.masking import is_secret, is_secret_parameter, is_secret_property
from app.schema import facts


def words(text: str) -> list[str]:
    return text.split()


# Every name of release 22.19.0 that is a secret: a change here is a decision, not an accident.
SECRETS = words("""
accessKey adminSecret apApiKey apiKey apiPassword apikey asperaPass asperaPrivateKey authData
captionToken clientSecret cmsPassword contentKey dcSecret downloadToken encoderPassword
encryptedSeed encryptedToken encryptionKey fileEncryptionKey flavorAssetEncryptionKey ftpPass
ftpPassword googleClientSecret googleTokenData hashKey hashSecret keyPassphrase keySeed ks ksEqual
mediaKey newPassword otp pageAccessToken passPhrase passphrase password plainToken privateKey
qrCode remotePassword s3Password salt secret serverPassPhrase serverPassword serverPrivateKey
serviceToken sftpPass sftpPrivateKey signSecret signingKey sipToken srcAssetEncryptionKey srcEncKey
srcFileEncryptionKey srtPass sshKeyPassphrase sshPrivateKey sslCertificatePassword sslKey
sslKeyPassword storagePassword streamKey streamPassword systemPassword targetLoginPassword token
tokenHash tokensData userAccessToken webexPassword webhookRegistrationToken wsdlPassword
""")


HARMLESS = words("""
id name tags uploadTokenId uploadToken appToken webcamTokenId hashType tokenType sessionType
sessionPrivileges sessionDuration sessionId sessionUserId publicKey sshPublicKey sslCertificate
certificate key keyId keyIds keyPairId keyFrameInterval keywords queueKey queueKeyToken answerKey
correctAnswerKeys partitionKey twoPass numPrevPassToKeep passwordStructureValidations
allowDefaultPasswordRestrictions hasPassword isPassword usePassword remarks tracks objectTasks
ksPrivileges ksType tokenizer tokenizationFormat secondarySecretRoleId loginId email code hash
userSecretRole passReplaceFreq format clientTag partnerId
""")


def test_the_names() -> None:
    assert [name for name in SECRETS if not is_secret(name)] == []
    assert [name for name in HARMLESS if is_secret(name)] == []


def test_no_other_name_of_the_bundled_schema_is_a_secret() -> None:
    registry = facts.bundled()
    names = {
        parameter.name
        for service in registry.services
        for action in service.actions
        for parameter in action.parameters
    } | {item.name for found in registry.schema.classes for item in found.properties}
    assert len(names) > 3000
    assert {name for name in names if is_secret(name)} == set(SECRETS)


@pytest.mark.parametrize(
    "name",
    [
        "oldPassword",
        "refreshToken",
        "accessToken",
        "user:password",
        "2:ks",
        "1:secret",
        "a[token]",
        "passwords:0:password",
        "token__null",
        "tokens:token:0",
        "new_password",
        "client_secret",
    ],
)
def test_names_of_other_plugins_and_whole_wire_names(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", ["", ":", "0", "password:description", "token:id", "ks:0:id"])
def test_the_last_part_decides(name: str) -> None:
    assert not is_secret(name)


def test_what_the_place_decides() -> None:
    assert is_secret_parameter("session", "get", "session")
    assert is_secret_parameter("Session", "impersonateByKs", "session")
    assert is_secret_parameter("session", "start", "secret")
    assert not is_secret_parameter("session", "start", "userId")
    assert not is_secret_parameter("quiz", "get", "session")
    assert is_secret_property("KalturaUrlTokenizerLimeLight", "key")
    assert not is_secret_property("KalturaKeyValue", "key")
    assert is_secret_property("KalturaAppToken", "token")
    assert not is_secret_property("KalturaUploadedFileTokenResource", "token")
